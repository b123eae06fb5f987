-- Casewise test, a model in standard SQL.
-- Formula: y ~ C(ward, ref = "select") + rcs(absence, 3) + sen:age + is_missing(score)
-- Learned from 264 cases. No case is in this text.
-- probability: how often the outcome is "1" among cases like it
-- status: predicted, or why there is none: missing_input, invalid_input, unknown_level, not_finite,
-- not_estimable; infinite: a limit of 0 or 1, since all cases like it ended alike.
-- A figure is a reason to offer help, and never one to refuse it.
WITH
cw_input AS (
  SELECT
    s."id" AS case_id,
    NULLIF(TRIM(CAST(s."ward" AS VARCHAR(4000))), '') AS c1 /* ward */,
    CAST(s."absence" AS DOUBLE PRECISION) AS c2 /* absence */,
    CASE WHEN CAST(s."sen" AS BOOLEAN) THEN 1.0E0 WHEN NOT (CAST(s."sen" AS BOOLEAN)) THEN 0.0E0 END AS c3 /* sen */,
    CAST(s."age" AS DOUBLE PRECISION) AS c4 /* age */,
    CAST(s."score" AS DOUBLE PRECISION) AS c5 /* score */,
    CASE WHEN TRIM(CAST(s."absence" AS VARCHAR(4000))) <> '' AND CAST(s."absence" AS DOUBLE PRECISION) IS NULL THEN 1 ELSE 0 END AS ec2,
    CASE WHEN TRIM(CAST(s."sen" AS VARCHAR(4000))) <> '' AND CASE WHEN CAST(s."sen" AS BOOLEAN) THEN 1.0E0 WHEN NOT (CAST(s."sen" AS BOOLEAN)) THEN 0.0E0 END IS NULL THEN 1 ELSE 0 END AS ec3,
    CASE WHEN TRIM(CAST(s."age" AS VARCHAR(4000))) <> '' AND CAST(s."age" AS DOUBLE PRECISION) IS NULL THEN 1 ELSE 0 END AS ec4,
    CASE WHEN TRIM(CAST(s."score" AS VARCHAR(4000))) <> '' AND CAST(s."score" AS DOUBLE PRECISION) IS NULL THEN 1 ELSE 0 END AS ec5
  FROM "dbo"."cases" AS s
),
cw_coded AS (
  SELECT p.*,
    CASE WHEN c3 = 0.0E0 THEN 'false' WHEN c3 = 1.0E0 THEN 'true' END AS f3 /* sen */
  FROM cw_input AS p
),
cw_columns AS (
  SELECT p.*,
    CASE
      WHEN c2 <= 0.5E0 THEN 0.0E0
      WHEN c2 <= 6.3E0 THEN (0.04886834780141527E0 + ((c2 - 3.4E0) / 2.9E0) * (0.14660504340424577E0 + ((c2 - 3.4E0) / 2.9E0) * (0.14660504340424577E0 + ((c2 - 3.4E0) / 2.9E0) * 0.04886834780141527E0)))
      WHEN c2 <= 22.84E0 THEN (4.0503231374164566E0 + ((c2 - 14.57E0) / 8.27E0) * (5.249030587750634E0 + ((c2 - 14.57E0) / 8.27E0) * (1.1922406745591259E0 + ((c2 - 14.57E0) / 8.27E0) * (-0.3974135581863749E0))))
      WHEN c2 > 22.84E0 THEN (10.094180841539838E0 + (c2 - 22.84E0) * 0.7788719785138765E0)
      END AS b2_2 /* rcs(absence, 3) */
  FROM cw_coded AS p
),
cw_score AS (
  SELECT
    p.case_id,
    CASE
      WHEN c1 IS NULL THEN 'missing_input'
      WHEN c2 IS NULL AND ec2 = 1 THEN 'invalid_input'
      WHEN c2 IS NULL THEN 'missing_input'
      WHEN c3 IS NULL AND ec3 = 1 THEN 'invalid_input'
      WHEN c3 IS NULL THEN 'missing_input'
      WHEN c4 IS NULL AND ec4 = 1 THEN 'invalid_input'
      WHEN c4 IS NULL THEN 'missing_input'
      WHEN c1 IS NOT NULL AND c1 NOT IN ('"quoted" *ward*/', 'Byker', 'O''Brien''; DROP TABLE cases; --', 'back\slash', 'select', 'Ōuse 東') THEN 'unknown_level'
      WHEN c1 IS NULL THEN 'not_finite'
      WHEN c2 IS NULL THEN 'not_finite'
      WHEN c3 IS NOT NULL AND f3 IS NULL THEN 'unknown_level'
      WHEN f3 IS NULL THEN 'not_finite'
      WHEN c4 IS NULL THEN 'not_finite'
      WHEN (ec2 = 1 OR ec3 = 1 OR ec4 = 1 OR ec5 = 1) THEN 'invalid_input'
      ELSE 'predicted' END AS status,
    CAST(NULL AS DOUBLE PRECISION) AS certain,
    ((-0.27047254567418927E0)
      + CASE
          WHEN c1 = '"quoted" *ward*/' THEN (-1.238566248275737E0)
          WHEN c1 = 'Byker' THEN (-0.642369970147444E0)
          WHEN c1 = 'O''Brien''; DROP TABLE cases; --' THEN (-1.2366783999616062E0)
          WHEN c1 = 'back\slash' THEN (-0.7113560429203675E0)
          WHEN c1 = 'Ōuse 東' THEN (-1.3897294969392737E0) ELSE 0.0E0 END
      + 0.09270094523181954E0 * c2
      + (-0.07858680780534631E0) * b2_2
      + CASE
          WHEN f3 = 'false' THEN (-0.03134983379504169E0)
          WHEN f3 = 'true' THEN (-0.004028137102534794E0) ELSE 0.0E0 END * c4) AS eta
  FROM cw_columns AS p
),
cw_mean AS (
  SELECT case_id, 
    status AS status,
    CASE WHEN status = 'infinite' THEN certain WHEN status = 'predicted' THEN (CASE WHEN eta > 40.0E0 THEN 1.0E0 WHEN eta >= 0.0E0 THEN 1.0E0 / (1.0E0 + EXP(- eta)) WHEN eta < (-745.1E0) THEN 0.0E0 ELSE EXP(eta) / (1.0E0 + EXP(eta)) END) END AS mean
  FROM cw_score
)
SELECT
  case_id AS "id",
  CASE WHEN status = 'predicted' AND (mean IS NULL OR mean = 0.0E0) THEN NULL ELSE mean END AS probability,
  CASE WHEN status = 'predicted' AND (mean IS NULL OR mean = 0.0E0) THEN 'not_finite' ELSE status END AS status
FROM cw_mean;
