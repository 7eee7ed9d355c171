//! `bulletins.toml`: the keeper's word on the files of a folder.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::reader::Reader;
use super::values::did_you_mean;
use super::{Sidecar, SidecarError};

/// A folder's `bulletins.toml`.
#[derive(Debug, Clone, Default)]
pub struct Bulletins {
    name: String,
    /// Said of every file of the folder.
    all: Option<Sidecar>,
    /// By file name, with the line that its table begins at.
    files: BTreeMap<String, (usize, Sidecar)>,
}

impl Bulletins {
    /// Reads a folder's sidecar; `name` is used in messages only.
    pub fn parse(name: &str, text: &str) -> Result<Self, SidecarError> {
        let reader = Reader::new(name, text);
        let table = reader.parse()?;
        // Written anew table by table, so that a change to one file's table changes that file alone.
        let written: toml::Table = text.parse().unwrap_or_default();
        let mut files = BTreeMap::new();
        let mut general = DeTable::new();
        let mut general_text = toml::Table::new();
        for (key, value) in &table {
            let said = written.get(key.get_ref().as_ref());
            if let DeValue::Table(of_file) = value.get_ref() {
                if let Some(name) = torn_name(key.get_ref(), of_file) {
                    let message = format!("put the file's name in quotes: [{name:?}]");
                    return Err(reader.error(&key.span(), message));
                }
                let mut sidecar = reader.document(of_file);
                sidecar.text = said.map(toml_text).unwrap_or_default();
                let line = reader.line(&key.span());
                files.insert(key.get_ref().to_string(), (line, sidecar));
            } else {
                general.insert(key.clone(), value.clone());
                general_text.extend(said.map(|said| (key.get_ref().to_string(), said.clone())));
            }
        }
        let all = if general.is_empty() {
            None
        } else {
            let mut sidecar = reader.document(&general);
            sidecar.text = toml_text(&toml::Value::Table(general_text));
            Some(sidecar)
        };
        reader.told(Self {
            name: name.to_string(),
            all,
            files,
        })
    }

    /// What it says about a file of its folder.
    pub fn of(&self, file: &str) -> Option<Sidecar> {
        let own = self.files.get(file).map(|(_, sidecar)| sidecar.clone());
        Sidecar::joined(own, self.all.clone())
    }

    /// Refuses a table whose file is not among the folder's files.
    pub fn check<'a>(
        &self,
        files: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<(), SidecarError> {
        for (name, (line, _)) in &self.files {
            if !files.clone().any(|file| file == name) {
                return Err(SidecarError {
                    file: self.name.clone(),
                    line: *line,
                    message: format!(
                        "there is no file {name:?} in this folder{}",
                        did_you_mean(name, files.filter(|file| !self.files.contains_key(*file)))
                    ),
                });
            }
        }
        Ok(())
    }
}

/// The name of a file that TOML has cut at its dots, as it stands there without quotes.
fn torn_name(begun: &str, table: &DeTable<'_>) -> Option<String> {
    let mut further = table.iter();
    let (key, table) = further.find_map(|(key, value)| Some((key, value.get_ref().as_table()?)))?;
    let name = format!("{begun}.{}", key.get_ref());
    Some(torn_name(&name, table).unwrap_or(name))
}

fn toml_text(value: &toml::Value) -> String {
    toml::to_string(value).unwrap_or_default()
}
