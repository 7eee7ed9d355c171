//! No reader may take the whole server: so many requests a minute each, beyond what is answered from memory.

mod network;

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use quick_cache::sync::Cache;

pub use network::Network;

use super::App;
use super::error::WebError;

/// A reader may ask for a whole minute's worth at once.
const BURST: Duration = Duration::from_secs(60);
/// Readers that are remembered; should there be more, the least busy are forgotten.
const READERS: usize = 100_000;

/// Counts the requests of each reader; cheap to clone.
#[derive(Debug, Clone)]
pub struct Limit {
    counter: Option<Arc<Counter>>,
    /// Proxies on other machines that are believed whom they speak for.
    proxies: Arc<[Network]>,
}

#[derive(Debug)]
struct Counter {
    /// Between two requests of one reader in the long run, in microseconds.
    gap: u64,
    begun: Instant,
    /// Until when each reader's requests are paid for, in microseconds since `begun`.
    paid: Cache<IpAddr, Arc<AtomicU64>>,
}

impl Limit {
    /// So many requests a minute; 0 sets no limit.
    pub fn per_minute(requests: u32) -> Self {
        let counter = (requests > 0).then(|| {
            Arc::new(Counter {
                gap: micros(BURST) / u64::from(requests),
                begun: Instant::now(),
                paid: Cache::new(READERS),
            })
        });
        Self {
            counter,
            proxies: Arc::default(),
        }
    }

    /// Is there one?
    pub(super) fn is_set(&self) -> bool {
        self.counter.is_some()
    }

    /// Believes these proxies, too, besides those on this machine.
    pub fn trusting(self, proxies: Vec<Network>) -> Self {
        Self {
            proxies: proxies.into(),
            ..self
        }
    }
}

impl Counter {
    /// Counts a request; too many: how many seconds to wait.
    fn admit(&self, reader: IpAddr, now: Duration) -> Result<(), u32> {
        let now = micros(now);
        let latest = now + micros(BURST);
        let unpaid = || Ok::<_, Infallible>(Arc::default());
        let Ok(paid) = self.paid.get_or_insert_with(&reader, unpaid);
        let next = |until: u64| until.max(now) + self.gap;
        paid.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |until| {
            Some(next(until)).filter(|next| *next <= latest)
        })
        .map(|_| ())
        .map_err(|until| {
            let wait = Duration::from_micros(next(until) - latest);
            u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX)
        })
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX / 4)
}

/// Lets a request through, or says when to come back. What costs nothing is not counted.
pub(super) async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let free = path.starts_with("/static/") || path == "/livez" || path == "/readyz";
    if !free
        && let Some(counter) = &app.limit.counter
        && let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>()
        && let Err(seconds) = counter.admit(
            reader(peer.ip(), &app.limit.proxies, request.headers()),
            counter.begun.elapsed(),
        )
    {
        return WebError::TooMany(seconds).into_response();
    }
    next.run(request).await
}

/// Who asks: the peer, or whom a proxy on this machine or a trusted one speaks for. A household has a whole /64 of IPv6.
fn reader(peer: IpAddr, proxies: &[Network], headers: &HeaderMap) -> IpAddr {
    let named = || {
        let last = headers.get_all("x-forwarded-for").iter().next_back()?;
        last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
    };
    let trusted =
        peer.to_canonical().is_loopback() || proxies.iter().any(|proxy| proxy.holds(peer));
    let address: IpAddr = match trusted {
        true => named().unwrap_or(peer),
        false => peer,
    };
    match address.to_canonical() {
        IpAddr::V6(long) => {
            let network = long.to_bits() >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        short => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_may_be_spent_at_once_and_comes_back() {
        let counter = Limit::per_minute(4).counter.unwrap();
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let at = Duration::from_secs;
        for _ in 0..4 {
            assert_eq!(counter.admit(one, at(1)), Ok(()));
        }
        assert_eq!(counter.admit(one, at(1)), Err(16));
        assert_eq!(counter.admit(other, at(1)), Ok(()));
        assert_eq!(counter.admit(one, at(17)), Ok(()));
        assert!(counter.admit(one, at(17)).is_err());
    }

    #[test]
    fn a_proxy_on_this_machine_or_a_trusted_one_speaks_for_its_readers() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "6.6.6.6, 192.0.2.7".parse().unwrap());
        let near = IpAddr::from([127, 0, 0, 1]);
        let far = IpAddr::from([198, 51, 100, 1]);
        let named = IpAddr::from([192, 0, 2, 7]);
        assert_eq!(reader(near, &[], &headers), named);
        assert_eq!(reader(far, &[], &headers), far);
        let trusted = "198.51.100.0/24".parse().unwrap();
        assert_eq!(reader(far, &[trusted], &headers), named);
        let (a, b): (IpAddr, IpAddr) = (
            "2001:db8::1".parse().unwrap(),
            "2001:db8::2".parse().unwrap(),
        );
        let none = HeaderMap::new();
        assert_eq!(reader(a, &[], &none), reader(b, &[], &none));
    }
}
