//! A field that may be a string, a number, an object or a list of these: `"张三"`, `["张三"]` and `{"name": "张三"}` all
//! say the same in the records of different programs. An object gives its name, its code and, for places, the parts
//! of its address.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// One value: its name, and its code or address where the record gives an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) name: String,
    pub(crate) code: Option<String>,
    /// Further names, such as an object's address.
    pub(crate) others: Vec<String>,
}

/// All values of a field, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Values(pub(crate) Vec<Value>);

impl Values {
    pub(crate) fn names(self) -> impl Iterator<Item = String> {
        self.0
            .into_iter()
            .map(|v| v.name)
            .filter(|n| !n.trim().is_empty())
    }

    pub(crate) fn first(self) -> Option<String> {
        self.0
            .into_iter()
            .flat_map(|v| [Some(v.name), v.code])
            .flatten()
            .find(|n| !n.trim().is_empty())
    }

    fn of(name: String) -> Self {
        Self(vec![Value {
            name,
            ..Value::default()
        }])
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Values;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, an object with a name, or a list of these")
    }

    fn visit_str<E>(self, text: &str) -> Result<Values, E> {
        Ok(Values::of(text.to_string()))
    }

    fn visit_string<E>(self, text: String) -> Result<Values, E> {
        Ok(Values::of(text))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Values, E> {
        Ok(Values::of(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Values, E> {
        Ok(Values::of(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Values, E> {
        Ok(Values::of(number.to_string()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Values, E> {
        Ok(Values::default())
    }

    fn visit_unit<E>(self) -> Result<Values, E> {
        Ok(Values::default())
    }

    fn visit_none<E>(self) -> Result<Values, E> {
        Ok(Values::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Values, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Values, A::Error> {
        let mut all = Vec::new();
        while let Some(Values(some)) = list.next_element()? {
            all.extend(some);
        }
        Ok(Values(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
        let mut value = Value::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "name" | "title" | "label" | "@value" | "text" | "名称" => {
                    let found: Values = map.next_value()?;
                    value.name = found.first().unwrap_or_default();
                }
                "identifier" | "termCode" | "code" | "id" | "@id" | "url" => {
                    let found: Values = map.next_value()?;
                    value.code = value.code.or(found.first());
                }
                "address" | "addressRegion" | "addressLocality" | "alternateName" | "sameAs"
                | "value" => {
                    let found: Values = map.next_value()?;
                    value.others.extend(found.0.into_iter().flat_map(|v| {
                        [Some(v.name), v.code]
                            .into_iter()
                            .flatten()
                            .chain(v.others)
                            .collect::<Vec<_>>()
                    }));
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Values(vec![value]))
    }
}
