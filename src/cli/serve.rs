//! `jianbao serve`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::args::{LoadArgs, ServeArgs};
use super::topics::Chosen;
use super::{load, sample, say};
use crate::archive::Archive;
use crate::web::{Answers, App, Limit, Services, Site, serve};

/// What searching needs is loaded so much later than the first page can be asked for.
const WARM_UP_AFTER: Duration = Duration::from_millis(200);

pub(super) async fn run(args: ServeArgs) -> anyhow::Result<ExitCode> {
    // The port first: a server that cannot listen should not begin to load.
    let listener = TcpListener::bind(args.listen).await.with_context(|| {
        format!(
            "cannot listen on {}; is another server running there? Choose another with --listen",
            args.listen
        )
    })?;
    let archive = args.archive.open().await?;
    let is_empty = archive.is_empty().await?;
    let beside = !args.load.is_empty() && !is_empty && !archive.is_sample().await?;
    if !args.load.is_empty() && !beside {
        load_named(&archive, &args).await?;
    } else if is_empty {
        load_sample(&archive, &args).await?;
    }
    if archive.is_read_only() {
        say("The archive cannot be written here: it is opened for reading alone.");
    }
    let address = listener.local_addr()?;
    let app = app(&archive, &args).await?;
    warm_up_soon(&archive);
    // Before the address is told, so that whoever reads it can stop the server.
    let stop = stop_signal()?;
    say(format_args!(
        "Serving {} on http://{address}/ (Ctrl-C stops)",
        args.archive.db.display()
    ));
    let loading = beside.then(|| load_beside(&archive, &args));
    serve(listener, app, stop).await?;
    if let Some(loading) = loading {
        // What it has not written yet comes with the next start.
        loading.abort();
        loading.await.ok();
    }
    archive.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn app(archive: &Archive, args: &ServeArgs) -> anyhow::Result<App> {
    let chosen = Chosen::of(archive, args.topics.as_deref()).await?;
    Ok(App::from(Services {
        archive: archive.clone(),
        answers: Answers::new(args.cache_mb),
        limit: Limit::per_minute(args.requests_per_minute).trusting(args.trusted_proxy.clone()),
        topics: chosen.topics,
        site: Arc::new(Site {
            name: args.site_name.clone(),
            subtitle: args.site_subtitle.clone(),
            email: args.site_email.clone(),
            base_url: args.base_url.clone(),
        }),
    }))
}

/// Loads what searching needs, but not at once: who starts a server looks at a page first.
fn warm_up_soon(archive: &Archive) {
    let archive = archive.clone();
    tokio::spawn(async move {
        tokio::time::sleep(WARM_UP_AFTER).await;
        if let Err(error) = archive.warm_up().await {
            tracing::warn!(%error, "the archive could not be prepared for searching");
        }
    });
}

async fn load_sample(archive: &Archive, args: &ServeArgs) -> anyhow::Result<()> {
    let _lock = args.archive.lock("serve").await?;
    // Another server may have had the same thought.
    if archive.is_empty().await? {
        sample::load(archive).await?;
        say(format_args!(
            "The archive {} was empty: it now holds the built-in sample, until files are loaded.",
            args.archive.db.display()
        ));
    }
    Ok(())
}

/// Loads what the arguments name. Readers are served what there is, whatever comes of the loading.
async fn load_named(archive: &Archive, args: &ServeArgs) -> anyhow::Result<()> {
    let load = LoadArgs {
        archive: args.archive.clone(),
        paths: args.load.clone(),
        forgotten: false,
        topics: args.topics.clone(),
    };
    match load::load(archive, &load).await {
        Err(error) if archive.is_empty().await? => Err(error),
        Err(error) => {
            eprintln!("Nothing more was loaded: {error:#}");
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}

/// The same while readers are served already: even to see that nothing is new takes long for many files.
fn load_beside(archive: &Archive, args: &ServeArgs) -> tokio::task::JoinHandle<()> {
    let (archive, args) = (archive.clone(), args.clone());
    tokio::spawn(async move {
        if let Err(error) = load_named(&archive, &args).await {
            tracing::error!(%error, "nothing more was loaded");
        }
    })
}

/// Done at the first SIGTERM or Ctrl-C.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
