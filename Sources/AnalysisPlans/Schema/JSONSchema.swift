/// The JSON Schema (draft 2020-12) of plans, results and errors.
public enum JSONSchema {
    /// The schema as JSON text.
    public static let text = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Casewise plans and results, schema version \(schemaVersion)",
          "anyOf": [
            {"$ref": "#/$defs/plan"},
            {"type": "array", "items": {"$ref": "#/$defs/plan"}, "minItems": 1},
            {"$ref": "#/$defs/answer"},
            {"type": "array", "items": {"$ref": "#/$defs/answer"}}
          ],
          "$defs": {
            "plan": {
              "anyOf": [
                {"$ref": "#/$defs/test_plan"},
                {"$ref": "#/$defs/fit_plan"},
                {"$ref": "#/$defs/predict_plan"},
                {"$ref": "#/$defs/describe_plan"},
                {"$ref": "#/$defs/screen_plan"},
                {"$ref": "#/$defs/register_plan"},
                {"$ref": "#/$defs/power_plan"},
                {"$ref": "#/$defs/prevalence_plan"},
                {"$ref": "#/$defs/validate_plan"},
                {"$ref": "#/$defs/outcome_plan"},
                {"$ref": "#/$defs/export_plan"}
              ]
            },
            "answer": {
              "anyOf": [
                {"$ref": "#/$defs/test_result"},
                {"$ref": "#/$defs/fit_result"},
                {"$ref": "#/$defs/penalized_fit_result"},
                {"$ref": "#/$defs/predict_result"},
                {"$ref": "#/$defs/describe_result"},
                {"$ref": "#/$defs/screen_result"},
                {"$ref": "#/$defs/register_result"},
                {"$ref": "#/$defs/power_result"},
                {"$ref": "#/$defs/registered"},
                {"$ref": "#/$defs/prevalence_result"},
                {"$ref": "#/$defs/validate_result"},
                {"$ref": "#/$defs/outcome_result"},
                {"$ref": "#/$defs/export_result"},
                {"$ref": "#/$defs/error"}
              ]
            },
        \(plans),
        \(registerParts),
        \(powerPlan),
        \(exportPlan),
        \(parts),
        \(results)
          }
        }
        """

    /// How every plan's file is read.
    private static let reading = """
                "delimiter": {"$ref": "#/$defs/delimiter"},
                "na_words": {"$ref": "#/$defs/na_words"},
                "decimal": {"enum": ["point", "comma"], "default": "point"},
                "thousands": {"enum": ["comma", "point", "space", "apostrophe"]},
                "currency": {"type": "array", "items": {"type": "string", "minLength": 1}},
                "date_order": {"enum": ["dmy", "mdy"]}
        """

    /// What every table may be made of.
    private static let combining = """
                "data": {"$ref": "#/$defs/data"},
                "join": {"$ref": "#/$defs/join"},
                "derive": {"$ref": "#/$defs/derive"},
                "filter": {"$ref": "#/$defs/filter"}
        """

    private static let plans = """
            "file": {"type": "string", "description": "A CSV file, relative to the plan's folder; - is standard input; $CASEWISE_DATA/ is the folder of data kept outside."},
            "data": {
              "description": "A file, or several of the same columns, whose rows are stacked.",
              "anyOf": [
                {"$ref": "#/$defs/file"},
                {"type": "array", "items": {"$ref": "#/$defs/file"}, "minItems": 1, "uniqueItems": true}
              ]
            },
            "join": {
              "type": "array",
              "description": "Files whose columns each row gets from the row that has its key; after stacking.",
              "items": {
                "type": "object",
                "properties": {
                  "file": {"$ref": "#/$defs/file"},
                  "on": {"type": "string", "description": "The key columns: ward, or id = person_id, or ward, year."},
                  "expect": {"enum": ["one_to_one", "many_to_one", "one-to-one", "many-to-one"]},
                  "suffix": {"type": "string"}
                },
                "required": ["file", "on"],
                "additionalProperties": false
              }
            },
            "derive": {"type": "array", "items": {"type": "string", "pattern": "="}, "description": "Columns made from others, name = expression; after joins."},
            "filter": {"type": "array", "items": {"type": "string"}, "description": "Conditions that a row must fulfil, all of them; after derivations."},
            "formula": {"type": "string", "pattern": "~"},
            "confidence": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "default": 0.95},
            "delimiter": {"enum": [",", "comma", ";", "semicolon", "\\t", "\\\\t", "tab", "|", "pipe", "auto"], "default": "auto"},
            "na_words": {"type": "array", "items": {"type": "string"}, "description": "Words that mean no value."},
            "type": {"type": "object", "additionalProperties": {"enum": ["integer", "real", "boolean", "date", "category"]}},
            "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            "threads": {"type": "integer", "minimum": 1, "maximum": 1024},
            "test_plan": {
              "type": "object",
              "properties": {
                "analysis": {"const": "test"},
        \(combining),
        \(reading),
        \(hypothesisKeys),
        \(registerKeys)
              },
              "required": ["analysis", "data", "formula"],
              "additionalProperties": false
            },
            "prevalence_plan": {
              "type": "object",
              "properties": {
                "analysis": {"const": "prevalence"},
        \(combining),
        \(reading),
        \(prevalenceKeys)
              },
              "required": ["analysis", "data", "column"],
              "additionalProperties": false
            },
            "validate_plan": {
              "type": "object",
              "properties": {
                "analysis": {"const": "validate"},
        \(combining),
        \(reading),
        \(validationKeys)
              },
              "required": ["analysis", "data"],
              "oneOf": [{"required": ["model"]}, {"required": ["formula"]}],
              "additionalProperties": false
            },
            "outcome_plan": {
              "type": "object",
              "properties": {
                "analysis": {"const": "outcome"},
        \(combining),
        \(reading),
        \(outcomeKeys)
              },
              "required": ["analysis", "data", "codes", "id"],
              "dependentRequired": {"from": ["to"], "to": ["from"], "first_month": ["months"]},
              "additionalProperties": false
            },
            "fit_plan": {
              "type": "object",
              "properties": {
                "analysis": {"const": "fit"},
        \(combining),
                "formula": {"$ref": "#/$defs/formula"},
                "confidence": {"$ref": "#/$defs/confidence"},
        \(reading),
                "type": {"$ref": "#/$defs/type"},
                "weights": {"type": "string"},
                "weight_kind": {"enum": ["frequency", "precision", "sampling"]},
                "cluster": {"type": "string"},
                "se": {"enum": ["model", "HC0", "HC1", "HC2", "HC3", "CR0", "CR1", "CR1S", "CR2", "sandwich"]},
                "family": {"enum": ["binomial", "poisson", "negative_binomial", "gaussian", "gamma"]},
                "link": {"enum": ["logit", "probit", "cloglog", "log", "identity", "inverse"]},
                "dispersion": {"enum": ["family", "estimated"]},
                "interval": {"enum": ["wald", "profile"], "default": "wald", "description": "Whose ends the intervals are: the estimate and so many standard errors around it, or the values that a likelihood-ratio test does not reject."},
                "trials": {"type": "string"},
                "missing": {"enum": ["complete", "level"], "default": "complete", "description": "Rows where a predictor has no value: left out and counted, or fitted with a level (missing) of a factor, a mean beside an indicator of a number."},
                "effects": {"type": "boolean", "default": false, "description": "Effects in the outcome's own units: every factor and number of the formula."},
                "by": {"type": "string", "description": "A column whose levels, at most 200, effects are averaged over apart; needs effects."},
                "at": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}], "description": "Predictions with columns set to values, as age=15,16; each with each, at most 100; needs effects."},
                "others": {"enum": ["observed", "typical"], "default": "observed"},
                "checks": {"type": "boolean", "default": false},
                "checks_seed": {"type": "integer", "minimum": 0, "default": 1, "description": "Of the draws of checks."},
                "verify": {"type": "boolean", "default": false},
        \(fitQuestionKeys),
        \(penaltyKeys),
                "save_model": {"type": "string"},
                "threads": {"$ref": "#/$defs/threads"},
                "memory": {"type": "string", "pattern": "^[0-9]+([.][0-9]+)?[KMGTkmgt]([Ii]?[Bb])?$", "description": "Take no more memory than this, as 2G; needs scratch."},
                "scratch": {"type": "string", "description": "The folder for what does not fit into memory; nothing stays in it."}
              },
              "required": ["analysis", "data", "formula"],
              "dependentRequired": {"weights": ["weight_kind"], "weight_kind": ["weights"], "by": ["effects"], "at": ["effects"], "contrast": ["effects"], "step": ["effects"], "replicates": ["bootstrap"], "others": ["at"], "checks_seed": ["checks"], "memory": ["scratch"], "scratch": ["memory"]},
              "additionalProperties": false
            },
            "predict_plan": {
              "type": "object",
              "properties": {
                "analysis": {"const": "predict"},
                "model": {"type": "string", "description": "A file that fit --save-model wrote."},
                "data": {"$ref": "#/$defs/file"},
                "join": {"$ref": "#/$defs/join"},
                "confidence": {"$ref": "#/$defs/confidence"},
        \(reading),
                "id": {"type": "string"},
                "audience": {"enum": ["analyst", "practitioner"], "default": "analyst"}
              },
              "required": ["analysis", "model", "data"],
              "additionalProperties": false
            },
            "screen_plan": {
              "type": "object",
              "properties": {
                "analysis": {"const": "screen"},
        \(combining),
        \(reading),
        \(screenKeys)
              },
              "required": ["analysis", "data", "outcome"],
              "additionalProperties": false
            },
            "describe_plan": {
              "type": "object",
              "properties": {
                "analysis": {"const": "describe"},
        \(combining),
        \(reading),
                "type": {"$ref": "#/$defs/type"},
                "extract_date": {"$ref": "#/$defs/day"},
                "threads": {"$ref": "#/$defs/threads"}
              },
              "required": ["analysis", "data"],
              "additionalProperties": false
            }
        """
}
