"""How often the likelihood-ratio and Pearson's (score) test of a factor of pure noise give p < .05."""
import numpy as np
from scipy.stats import chi2
from scipy.special import xlogy
rng=np.random.default_rng(20261122)
def g_binary(y,m):
    n=y.shape[1]*m; t=y.sum(1,keepdims=True); p=t/n
    ok=((t>0)&(t<n)).ravel()
    y=y[ok];p=p[ok];e=m*p;f=m-y
    g=2*(xlogy(y,y/e)+xlogy(f,f/(m-e))).sum(1)
    x=((y-e)**2/e/(1-p)).sum(1)
    return g,x
def g_pois(y):
    t=y.sum(1,keepdims=True); ok=(t>0).ravel(); y=y[ok]; e=y.mean(1,keepdims=True)
    g=2*(xlogy(y,y/e)-(y-e)).sum(1); x=((y-e)**2/e).sum(1); return g,x
S=4000
print('family levels rows p  events/level  LRT  score')
for K in (2,3,5,10,30,100,300):
    c=chi2.isf(.05,K-1)
    for p in (.5,.2,.05):
        for ev in (1,2,3,5,8,10,15,20):
            m=round(ev/p)
            if m<2: continue
            y=rng.binomial(m,p,(S,K)).astype(float)
            g,x=g_binary(y,m)
            print('binary',K,m,p,ev,round((g>c).mean(),3),round((x>c).mean(),3))
    for ev in (.25,.5,1,2,3,5,8,10):
        y=rng.poisson(ev,(S,K)).astype(float)
        g,x=g_pois(y)
        print('poisson',K,'-','-',ev,round((g>c).mean(),3),round((x>c).mean(),3))
