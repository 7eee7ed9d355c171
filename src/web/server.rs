//! Running the site: accept, serve, follow the archive, drain, stop.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{App, router};

/// How often the archive is asked whether another process has written to it.
const FOLLOW_EVERY: Duration = Duration::from_millis(200);
/// Requests that are still running this long after the signal are cut off.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves until `stop` is done, then lets running requests finish.
pub async fn serve(
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let stopping = CancellationToken::new();
    let following = tokio::spawn(follow(app.clone(), stopping.clone()));
    let server = axum::serve(
        listener,
        router(app).into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown({
        let stopping = stopping.clone();
        async move { stopping.cancelled().await }
    });
    let server = tokio::spawn(server.into_future());
    stop.await;
    stopping.cancel();
    let served = tokio::time::timeout(DRAIN, server).await;
    following.abort();
    match served {
        Ok(Ok(result)) => result,
        Ok(Err(join)) => Err(std::io::Error::other(join)),
        Err(_) => {
            tracing::warn!("some requests did not finish in time");
            Ok(())
        }
    }
}

/// Takes in what other processes write. The pause grows with the cost of taking it in.
async fn follow(app: App, stopping: CancellationToken) {
    let mut pause = FOLLOW_EVERY;
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stopping.cancelled() => return,
        }
        let start = tokio::time::Instant::now();
        let archive = &app.archive;
        let refreshed = async {
            archive.refresh().await?;
            archive.refresh_words().await
        };
        if let Err(error) = refreshed.await {
            tracing::warn!(%error, "the archive could not be read again");
        }
        pause = FOLLOW_EVERY.max(start.elapsed() * 10);
    }
}

/// Ready when the archive answers.
pub(super) async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.archive.is_empty().await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the archive does not answer\n",
        ),
    }
}
