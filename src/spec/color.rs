//! Colours as words of a scene file.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::scene::Color;

/// Reads a colour; the mistake says what would be right.
pub(super) fn read(text: &str) -> Result<Color, String> {
    let message = || format!("`{text}` is no colour; write one as \"#e69f00\" or by its CSS name");
    Color::parse(text).ok_or_else(message)
}

/// For `#[serde(with)]`: a colour, or none.
pub(super) fn serialize<S: Serializer>(
    color: &Option<Color>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    color.map(Color::hex).serialize(serializer)
}

/// For `#[serde(with)]`: a colour, or none.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Color>, D::Error> {
    let text = String::deserialize(deserializer)?;
    read(&text).map(Some).map_err(D::Error::custom)
}
