//! Absolute addresses, for what leaves the site: feeds, citations, the sitemap.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::{App, Site};

/// Scheme and host of this site, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin(pub(super) String);

impl Origin {
    /// An address of this site; `path` begins with a slash.
    pub(super) fn to(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The permanent name of what is at `path`, as a tag URI (RFC 4151).
    pub(super) fn tag(&self, path: &str) -> String {
        format!("tag:{},2026:{path}", self.host())
    }

    /// The host alone.
    pub(super) fn host(&self) -> &str {
        let host = self
            .0
            .split_once("://")
            .map_or(self.0.as_str(), |(_, host)| host);
        // [::1]:8080
        match host.split_once(']') {
            Some((address, _)) => address.trim_start_matches('['),
            None => host.split([':', '/']).next().unwrap_or(host),
        }
    }
}

impl Origin {
    /// The configured address; else the one that the request names, where it looks like a host.
    pub(super) fn of(headers: &HeaderMap, site: &Site) -> Self {
        if let Some(base) = &site.base_url {
            return Self(base.clone());
        }
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .filter(|host| {
                host.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
            })
            .filter(|host| !host.is_empty());
        Self(format!("http://{}", host.unwrap_or("localhost")))
    }
}

impl FromRequestParts<App> for Origin {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers, &app.site))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_version_six_ends_at_its_bracket() {
        let origin = Origin("http://[2001:db8::1]:8080".into());
        assert_eq!(origin.host(), "2001:db8::1");
    }

    #[test]
    fn an_origin_knows_its_host() {
        let origin = Origin("https://a.example:8443".into());
        assert_eq!(
            (origin.host(), origin.to("/x").as_str()),
            ("a.example", "https://a.example:8443/x")
        );
    }
}
