//! The floor that `benches/http.sh` measures pages against: an axum handler that returns the bytes of a file.
//!
//! ```sh
//! cargo run --release --example bare -- 127.0.0.1:4000 page.html
//! ```

use anyhow::Context;
use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, file] = arguments.as_slice() else {
        anyhow::bail!("usage: bare ADDRESS FILE");
    };
    let page = Bytes::from(std::fs::read(file).with_context(|| file.to_string())?);
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let router = Router::new().route("/", get(move || async move { (headers, page) }));
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, router).await?;
    Ok(())
}
