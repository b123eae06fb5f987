/// Parts that results of several analyses share.
extension JSONSchema {
    static let parts = """
            "figure": {"type": ["number", "null"]},
            "label": {"type": ["string", "null"]},
            "log10_p": {"type": ["number", "null"], "maximum": 0},
            "p_value": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
            "count": {"type": "integer", "minimum": 0},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "sentences": {"type": "array", "items": {"type": "string", "pattern": "[0-9]"}},
            "data_summary": {
              "type": "object",
              "properties": {
                "source": {"type": "string"},
                "sha256": {"$ref": "#/$defs/sha256"},
                "sources": {
                  "type": "array",
                  "minItems": 2,
                  "items": {
                    "type": "object",
                    "properties": {
                      "source": {"type": "string"},
                      "sha256": {"$ref": "#/$defs/sha256"},
                      "rows": {"$ref": "#/$defs/count"}
                    },
                    "required": ["source", "sha256", "rows"],
                    "additionalProperties": false
                  }
                },
                "joins": {
                  "type": "array",
                  "minItems": 1,
                  "items": {
                    "type": "object",
                    "properties": {
                      "file": {"type": "string"},
                      "on": {"type": "string"},
                      "kind": {"enum": ["one_to_one", "many_to_one"]},
                      "rows": {"$ref": "#/$defs/count"},
                      "matched": {"$ref": "#/$defs/count"},
                      "unmatched": {"$ref": "#/$defs/count"},
                      "missing_key": {"$ref": "#/$defs/count"},
                      "other_rows": {"$ref": "#/$defs/count"},
                      "other_matched": {"$ref": "#/$defs/count"},
                      "other_unmatched": {"$ref": "#/$defs/count"},
                      "sha256": {"$ref": "#/$defs/sha256"}
                    },
                    "required": ["file", "on", "kind", "rows", "matched", "unmatched", "missing_key", "other_rows", "other_matched", "other_unmatched", "sha256"],
                    "additionalProperties": false
                  }
                },
                "derived": {
                  "type": "array",
                  "minItems": 1,
                  "items": {
                    "type": "object",
                    "properties": {
                      "name": {"type": "string"},
                      "expression": {"type": "string"},
                      "kind": {"enum": ["integer", "real", "boolean", "date", "category"]},
                      "missing": {"$ref": "#/$defs/count"}
                    },
                    "required": ["name", "expression", "kind", "missing"],
                    "additionalProperties": false
                  }
                },
                "rows": {"$ref": "#/$defs/count"},
                "rows_used": {"$ref": "#/$defs/count"},
                "rows_excluded": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "code": {"type": "string"},
                      "column": {"type": "string"},
                      "rows": {"type": "integer", "minimum": 1},
                      "cases": {"$ref": "#/$defs/count"}
                    },
                    "required": ["code", "column", "rows"],
                    "additionalProperties": false
                  }
                }
              },
              "required": ["source", "sha256", "rows", "rows_used", "rows_excluded"],
              "additionalProperties": false
            },
            "warnings": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "code": {"type": "string", "pattern": "^[a-z0-9_]+$"},
                  "severity": {"enum": ["note", "warning"]},
                  "message": {"type": "string"},
                  "terms": {"type": "array", "items": {"type": "string"}}
                },
                "required": ["code", "severity", "message", "terms"],
                "additionalProperties": false
              }
            },
            "missing": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {"column": {"type": "string"}, "rows": {"$ref": "#/$defs/count"}},
                "required": ["column", "rows"],
                "additionalProperties": false
              }
            },
            "error": {
              "type": "object",
              "properties": {
                "error": {
                  "type": "object",
                  "properties": {
                    "code": {"type": "string", "pattern": "^[a-z0-9_]+$"},
                    "message": {"type": "string"},
                    "hint": {"type": "string"},
                    "pointer": {"type": "string", "pattern": "^(/.*)?$"},
                    "position": {"type": "integer", "minimum": 1},
                    "line": {"type": "integer", "minimum": 1},
                    "column": {"type": "integer", "minimum": 1}
                  },
                  "required": ["code", "message"],
                  "additionalProperties": false
                }
              },
              "required": ["error"],
              "additionalProperties": false
            }
        """
}
