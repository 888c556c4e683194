//! A check against `schema.json`: the keywords of JSON Schema that the file uses, and no others.

use serde_json::Value;

const SCHEMA: &str = include_str!("../../schema.json");

/// Keywords that describe and do not check.
const NOT_CHECKED: [&str; 5] = ["$schema", "$id", "$defs", "title", "description"];

pub(crate) fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("schema.json is JSON")
}

/// Panics if the object is not as `schema.json` says.
pub(crate) fn check(name: &str, object: &Value) {
    let schema = schema();
    let command = object["command"].as_str().unwrap_or("none");
    let definition = match object.get("error") {
        Some(Value::String(_)) => "error",
        _ => command,
    };
    let part = &schema["$defs"][definition];
    assert!(
        part.is_object(),
        "{name}: schema.json does not describe {definition:?}"
    );
    let mut errors = Vec::new();
    validate(&schema, part, object, "$", &mut errors);
    assert!(errors.is_empty(), "{name}: {errors:#?} in {object:#}");
}

pub(crate) fn validate(
    root: &Value,
    schema: &Value,
    value: &Value,
    at: &str,
    errors: &mut Vec<String>,
) {
    for (keyword, argument) in schema.as_object().expect("a schema is an object") {
        match keyword.as_str() {
            "$ref" => {
                let name = argument
                    .as_str()
                    .and_then(|text| text.strip_prefix("#/$defs/"));
                let definition = &root["$defs"][name.expect("a reference to $defs")];
                validate(root, definition, value, at, errors);
            }
            "type" => {
                let is_type = match argument {
                    Value::Array(types) => types.iter().any(|name| has_type(value, name)),
                    name => has_type(value, name),
                };
                if !is_type {
                    errors.push(format!("{at}: expected {argument}, found {value}"));
                }
            }
            "const" if argument != value => errors.push(format!("{at}: expected {argument}")),
            "const" => {}
            "enum" => {
                if !argument.as_array().expect("a list").contains(value) {
                    errors.push(format!("{at}: {value} is not in {argument}"));
                }
            }
            "required" => {
                for member in argument.as_array().expect("a list") {
                    let member = member.as_str().expect("a name");
                    if value.is_object() && value.get(member).is_none() {
                        errors.push(format!("{at}: {member} is missing"));
                    }
                }
            }
            "properties" => {
                for (member, schema) in argument.as_object().expect("members") {
                    if let Some(value) = value.get(member) {
                        validate(root, schema, value, &format!("{at}.{member}"), errors);
                    }
                }
            }
            "additionalProperties" => {
                let known = schema["properties"].as_object();
                for (member, value) in value.as_object().into_iter().flatten() {
                    if known.is_some_and(|known| known.contains_key(member)) {
                        continue;
                    }
                    match argument {
                        Value::Bool(true) => {}
                        Value::Bool(false) => errors.push(format!("{at}: {member} is not known")),
                        schema => {
                            validate(root, schema, value, &format!("{at}.{member}"), errors);
                        }
                    }
                }
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    validate(root, argument, item, &format!("{at}[{index}]"), errors);
                }
            }
            "minItems" => {
                let len = value.as_array().map_or(0, Vec::len) as u64;
                if len < argument.as_u64().expect("a number") {
                    errors.push(format!("{at}: only {len} items"));
                }
            }
            keyword => assert!(
                NOT_CHECKED.contains(&keyword),
                "{at}: {keyword} is not checked"
            ),
        }
    }
}

fn has_type(value: &Value, name: &Value) -> bool {
    match name.as_str().expect("the name of a type") {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other} is no type"),
    }
}
