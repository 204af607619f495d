//! The table of parameters in, JSON Schema out; and arguments in, the names and values of a question out.

use super::tools::Tool;
use crate::error::{Error, Result};
use crate::search::ask::{Form, Parameter, Values};
use serde_json::{Map, Value, json};

/// Values in a list: an assistant that names a thousand speakers has lost its way.
const VALUES_MAX: usize = 100;

/// The schema of a tool's arguments.
pub fn of_arguments(tool: &Tool) -> Value {
    let properties: Map<String, Value> =
        tool.parameters().map(|parameter| (parameter.name.to_owned(), of_parameter(parameter))).collect();
    let required: Vec<&str> = tool.parameters().filter(|it| it.is_required).map(|it| it.name).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn of_parameter(parameter: &Parameter) -> Value {
    let mut schema = of_form(&parameter.form);
    if parameter.is_list {
        schema = json!({"type": "array", "items": schema, "maxItems": VALUES_MAX});
    }
    schema["description"] = json!(parameter.about);
    schema
}

fn of_form(form: &Form) -> Value {
    match form {
        Form::Text | Form::Day | Form::Period | Form::Circle => json!({"type": "string"}),
        Form::Number { min, default: None } => json!({"type": "integer", "minimum": min}),
        Form::Number { min, default: Some(default) } => json!({"type": "integer", "minimum": min, "default": default}),
        Form::Share => json!({"type": "number", "minimum": 0, "maximum": 1}),
        Form::Switch => json!({"type": "boolean", "default": false}),
        Form::OneOf { names, .. } => json!({"type": "string", "enum": names()}),
    }
}

/// The arguments as names and values. A list may be given as its only value, a number as text: what an assistant means
/// is plain. What is no value at all is refused.
pub fn values(tool: &Tool, arguments: &Map<String, Value>) -> Result<Values> {
    let mut pairs = Vec::new();
    for (name, value) in arguments {
        if tool.parameters().all(|parameter| parameter.name != name) {
            let names: Vec<&str> = tool.parameters().map(|parameter| parameter.name).collect();
            return Err(
                Error::new(format!("`{}` takes no `{name}`", tool.name)).hint(format!("it takes {}", names.join(", ")))
            );
        }
        match value {
            Value::Array(values) if values.len() > VALUES_MAX => {
                return Err(Error::new(format!(
                    "`{name}` has {} values; at most {VALUES_MAX} are taken",
                    values.len()
                ))
                .hint("ask for fewer at a time"));
            }
            Value::Array(values) => {
                for value in values {
                    pairs.extend(text(name, value)?.map(|text| (name.clone(), text)));
                }
            }
            value => pairs.extend(text(name, value)?.map(|text| (name.clone(), text))),
        }
    }
    Ok(Values::from_iter(pairs))
}

fn text(name: &str, value: &Value) -> Result<Option<String>> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Bool(switch) => Ok(Some(switch.to_string())),
        Value::Array(_) | Value::Object(_) => Err(Error::new(format!("`{name}` is no value that can be read"))
            .hint("give text, a number, true or false, or a list of texts")),
    }
}
