print("casewise")
