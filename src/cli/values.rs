//! Values of options that must look like something, or be one of a few.

use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs};

use axum::http::Uri;
use clap::ValueEnum;

use crate::archive::Versions;

/// How a list is printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

/// Scheme and host of a site, without a slash at the end. All addresses of ours begin at the root, so that no path can
/// stand before them.
pub(super) fn base_url(text: &str) -> Result<String, String> {
    let site = || {
        let site: Uri = text.parse().ok()?;
        let scheme = site
            .scheme_str()
            .filter(|it| ["http", "https"].contains(it))?;
        let host = site
            .authority()
            .filter(|host| !host.as_str().contains('@'))?;
        let alone = site.path() == "/" && site.query().is_none();
        alone.then(|| format!("{scheme}://{host}"))
    };
    site()
        .ok_or_else(|| match text.is_ascii() {
            true => "name scheme and host and no path, such as https://bulletins.example",
            false => "write the host's name as browsers send it: xn--…",
        })
        .map_err(str::to_string)
}

/// An address and a port; a port alone is one of this machine, and a host's name is looked up.
pub(super) fn listen(text: &str) -> Result<SocketAddr, String> {
    let port = text.trim_start_matches(':').parse::<u16>();
    if let Ok(port) = port {
        return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    }
    let found = text.to_socket_addrs().ok().and_then(|mut all| all.next());
    found.ok_or_else(|| "write address and port, such as 127.0.0.1:8080 or [::]:8080".to_string())
}

/// An address for mail, as far as it can be told without writing to it.
pub(super) fn email(text: &str) -> Result<String, String> {
    let fits = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !text.contains(|c: char| c.is_whitespace() || c.is_control())
    });
    match fits {
        true => Ok(text.to_string()),
        false => Err("this is no address for mail".to_string()),
    }
}

/// What is said to readers: not nothing.
pub(super) fn said(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("say it in words".to_string()),
        said => Ok(said.to_string()),
    }
}

/// Earlier versions of an article: all, or their numbers.
pub(super) fn versions(text: &str) -> Result<Versions, String> {
    if text == "all" {
        return Ok(Versions::All);
    }
    let numbers = text.split(',').map(|number| number.trim().parse());
    let numbers: Result<Vec<i64>, _> = numbers.collect();
    let wrong = "say all, or numbers as `jianbao log ID` gives them, such as 12 or 12,15";
    numbers.map(Versions::These).map_err(|_| wrong.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_scheme_and_host() {
        for (typed, read) in [
            ("https://bulletins.example", "https://bulletins.example"),
            ("https://bulletins.example/", "https://bulletins.example"),
            ("http://192.0.2.1:8080", "http://192.0.2.1:8080"),
        ] {
            assert_eq!(base_url(typed).as_deref(), Ok(read), "{typed}");
        }
        for wrong in [
            "bulletins.example",
            "ftp://bulletins.example",
            "https://",
            "https://bulletins.example/news",
            "https://bulletins.example?x",
            "https://bulletins.example //",
        ] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }
}
