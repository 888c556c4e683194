//! The serde data format: reads and writes any serde type.

mod deserialize;
mod fault;
mod serialize;

use core::fmt;

use serde::de::{self, Deserialize};

/// Whether a struct has a name by which a crate recognises its own types and gives them a meaning that
/// only its own format knows. This format refuses them, because it would write the token as data, or read
/// data as the token: `$serde_json::private::Number`, `$serde_json::private::RawValue`,
/// `$__toml_private_datetime`, and serde-json-core's type for text that is still escaped. No type of Rust has
/// a name that begins with `$`.
fn is_private(name: &str) -> bool {
    name.starts_with('$') || name == "__serde_json_core_escaped_string__"
}

/// Reads a member for which `null` and `""` mean absent, as the specification defines for ids and
/// times. For serde's `deserialize_with`.
///
/// ```
/// use alipay_acquiring::{Text, json};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Body<'a> {
///     #[serde(borrow, default, deserialize_with = "json::absent_if_empty")]
///     acquirement_id: Option<Text<'a, 64>>,
/// }
///
/// for text in [r#"{"acquirementId":""}"#, r#"{"acquirementId":null}"#, "{}"] {
///     let body: Body = json::Reader::new(text.as_bytes(), &mut [])?.deserialize()?;
///     assert_eq!(body.acquirement_id, None);
/// }
/// # Ok::<(), alipay_acquiring::DecodeError>(())
/// ```
///
/// # Errors
///
/// Errors of the deserializer, and a text that is neither empty nor a `T`.
pub fn absent_if_empty<'a, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: TryFrom<&'a str, Error: fmt::Display>,
    D: de::Deserializer<'a>,
{
    match Option::<&str>::deserialize(deserializer)? {
        None | Some("") => Ok(None),
        Some(text) => T::try_from(text).map(Some).map_err(de::Error::custom),
    }
}
