#!/bin/sh
# Oxfordshire's points for seeds/neet-cohort.csv, counted by awk: sh points.sh > points.json (mawk or gawk).
# Attendance of at most 90% is absence of at least 0.1; three items are recorded nowhere.
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
{
  p = 0; u = 3
  a = $at["absence"]
  if (a == "") u++; else if (a + 0 >= 0.15) p += 2; else if (a + 0 >= 0.1) p += 1
  s = $at["sen"]; if (s == "") u++; else if (s == "ehcp") p += 2; else if (s == "support") p += 1
  e = $at["exclusions"]; if (e == "") u++; else if (e + 0 >= 1) p += 2
  n = split("free_school_meals looked_after pregnant_or_parent young_carer youth_justice", c, " ")
  for (i = 1; i <= n; i++) { v = $at[c[i]]; if (v == "") u++; else if (v == "yes") p += 2 }
  points += p; unknown += u; if (p >= 4) high++; if (p == 0) none++
}
END { printf "{\"points\": %d, \"unknown\": %d, \"four_or_more\": %d, \"none\": %d}\n", points, unknown, high, none }' \
  "$(dirname "$0")/../../../seeds/neet-cohort.csv"
