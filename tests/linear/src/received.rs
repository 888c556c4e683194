//! serde types that need no heap, so that only the work of the crate is counted.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

#[derive(serde::Deserialize)]
pub struct Received<'a> {
    pub name: Option<&'a str>,
    pub list: Option<Sum>,
    pub map: Option<Sum>,
}

/// The sum of all numbers and of the lengths of all names, at any depth.
pub struct Sum(pub u64);

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SumVisitor).map(Sum)
    }
}

struct SumVisitor;

impl<'de> Visitor<'de> for SumVisitor {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("numbers")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<u64, E> {
        Ok(number)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<u64, A::Error> {
        let mut sum = 0_u64;
        while let Some(Sum(number)) = seq.next_element()? {
            sum = sum.wrapping_add(number);
        }
        Ok(sum)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<u64, A::Error> {
        let mut sum = 0_u64;
        while let Some((name, Sum(number))) = map.next_entry::<&str, Sum>()? {
            sum = sum.wrapping_add(name.len() as u64).wrapping_add(number);
        }
        Ok(sum)
    }
}

/// A list of the pieces between the spaces of a text.
pub struct Pieces<'a>(pub &'a str);

impl Serialize for Pieces<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.split(' '))
    }
}
