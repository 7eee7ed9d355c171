//! A small WebDriver client (W3C) for Debian's chromedriver: what the journeys need and no more.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const CHROMIUM: &str = "/usr/bin/chromium";
const CHROMEDRIVER: &str = "/usr/bin/chromedriver";
/// The key that WebDriver names elements with.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long a page may take to show what a journey waits for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Keys as WebDriver writes them.
pub(crate) const ENTER: &str = "\u{E007}";
pub(crate) const DOWN: &str = "\u{E015}";
pub(crate) const ESCAPE: &str = "\u{E00C}";
pub(crate) const TAB: &str = "\u{E004}";

/// How a browser is set up.
#[derive(Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) scripts: bool,
    pub(crate) size: (u32, u32),
}

impl Setup {
    pub(crate) const DESK: Self = Self {
        scripts: true,
        size: (1280, 900),
    };
    pub(crate) const PHONE: Self = Self {
        scripts: true,
        size: (390, 844),
    };
    pub(crate) const PHONE_NO_SCRIPTS: Self = Self {
        scripts: false,
        size: (390, 844),
    };
    /// A page of 1,280 pixels at four times its size (WCAG 1.4.10).
    pub(crate) const NARROW: Self = Self {
        scripts: true,
        size: (320, 640),
    };
    pub(crate) const NO_SCRIPTS: Self = Self {
        scripts: false,
        size: (1280, 900),
    };
}

/// Is there no browser here? Says so; in continuous integration that is a failure.
pub(crate) fn absent() -> bool {
    let there = [CHROMIUM, CHROMEDRIVER].map(|file| Path::new(file).exists());
    let missing = there.contains(&false);
    if missing {
        let ci = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!ci, "{CHROMIUM} and {CHROMEDRIVER} are needed here");
        eprintln!("skipped: {CHROMIUM} or {CHROMEDRIVER} is not installed");
    }
    missing
}

/// A browser of its own, with a fresh profile; ended when dropped.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: tempfile::TempDir,
}

impl Browser {
    pub(crate) fn open(setup: Setup) -> Self {
        let (driver, port) = start_driver();
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Self {
            driver,
            port,
            session: String::new(),
            _profile: profile,
        };
        let (width, height) = setup.size;
        let mut options = json!({
            "binary": CHROMIUM,
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--lang=zh-CN",
                format!("--user-data-dir={}", browser._profile.path().display()),
            ],
            "prefs": {"intl.accept_languages": "zh-CN,zh"},
        });
        if !setup.scripts {
            options["prefs"]["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        // The window cannot be narrower than 500 pixels; the page in it can.
        if width < 500 {
            options["mobileEmulation"] =
                json!({"deviceMetrics": {"width": width, "height": height, "pixelRatio": 2.0}});
        }
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}});
        let answer = browser.call("POST", "/session", &wanted);
        browser.session = answer["sessionId"].as_str().unwrap().to_string();
        if width >= 500 {
            browser.command("window/rect", &json!({"width": width, "height": height}));
        }
        browser
    }

    pub(crate) fn go(&self, url: &str) {
        self.command("url", &json!({"url": url}));
    }

    pub(crate) fn back(&self) {
        self.command("back", &json!({}));
    }

    pub(crate) fn url(&self) -> String {
        let answer = self.call(
            "GET",
            &format!("/session/{}/url", self.session),
            &Value::Null,
        );
        answer.as_str().unwrap().to_string()
    }

    /// Waits until the address holds these words.
    #[track_caller]
    pub(crate) fn arrive(&self, words: &str) {
        let found = patiently(|| self.url().contains(words).then_some(()));
        assert!(found.is_some(), "at {} instead of {words}", self.url());
    }

    /// The first element that the selector finds; waits for it.
    #[track_caller]
    pub(crate) fn find(&self, selector: &str) -> Element<'_> {
        let element = patiently(|| self.all(selector).into_iter().next());
        element.unwrap_or_else(|| panic!("no {selector} at {}", self.url()))
    }

    pub(crate) fn all(&self, selector: &str) -> Vec<Element<'_>> {
        let wanted = json!({"using": "css selector", "value": selector});
        let found = self.command("elements", &wanted);
        let ids = found.as_array().cloned().unwrap_or_default();
        ids.iter()
            .filter_map(|id| id[ELEMENT].as_str())
            .map(|id| Element {
                browser: self,
                id: id.to_string(),
            })
            .collect()
    }

    /// Presses keys where the focus is.
    pub(crate) fn press(&self, keys: &str) {
        let actions: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key})))
            .collect();
        let wanted = json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]});
        self.command("actions", &wanted);
    }

    /// What a script says; for looking, not for acting.
    pub(crate) fn ask(&self, script: &str) -> Value {
        self.command("execute/sync", &json!({"script": script, "args": []}))
    }

    fn command(&self, name: &str, body: &Value) -> Value {
        self.call("POST", &format!("/session/{}/{name}", self.session), body)
    }

    #[track_caller]
    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = send(self.port, method, path, body);
        assert_eq!(status, 200, "{method} {path} {body}: {answer}");
        answer["value"].clone()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            send(
                self.port,
                "DELETE",
                &format!("/session/{}", self.session),
                &Value::Null,
            );
        }
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}

/// An element of the page.
pub(crate) struct Element<'a> {
    browser: &'a Browser,
    id: String,
}

impl Element<'_> {
    pub(crate) fn click(&self) {
        self.command("click", &json!({}));
    }

    pub(crate) fn write(&self, text: &str) {
        self.command("value", &json!({"text": text}));
    }

    pub(crate) fn text(&self) -> String {
        self.read("text").as_str().unwrap_or_default().to_string()
    }

    pub(crate) fn property(&self, name: &str) -> String {
        let value = self.read(&format!("property/{name}"));
        value.as_str().map_or(value.to_string(), str::to_string)
    }

    pub(crate) fn css(&self, name: &str) -> String {
        let value = self.read(&format!("css/{name}"));
        value.as_str().unwrap_or_default().to_string()
    }

    fn read(&self, what: &str) -> Value {
        self.browser.call("GET", &self.path(what), &Value::Null)
    }

    fn command(&self, what: &str, body: &Value) {
        self.browser.call("POST", &self.path(what), body);
    }

    fn path(&self, what: &str) -> String {
        let (session, id) = (&self.browser.session, &self.id);
        format!("/session/{session}/element/{id}/{what}")
    }
}

/// Asks until there is an answer or patience ends.
pub(crate) fn patiently<T>(ask: impl Fn() -> Option<T>) -> Option<T> {
    let end = Instant::now() + PATIENCE;
    loop {
        let answer = ask();
        if answer.is_some() || Instant::now() > end {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Starts chromedriver on a free port and waits until it names the port.
fn start_driver() -> (Child, u16) {
    let mut driver = Command::new(CHROMEDRIVER)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines
        .map_while(Result::ok)
        .filter(|line| line.contains("started successfully"))
        .find_map(|line| {
            line.trim_end_matches('.')
                .rsplit(' ')
                .next()?
                .parse::<u16>()
                .ok()
        });
    (driver, port.expect("chromedriver names its port"))
}

/// One request; status and JSON.
fn send(port: u16, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let body = match body {
        Value::Null => String::new(),
        body => body.to_string(),
    };
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    while reader.read_line(&mut head).unwrap() > 2 {
        let line = head.lines().next_back().unwrap_or_default();
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut answer = vec![0; length];
    reader.read_exact(&mut answer).unwrap();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .unwrap_or(0);
    (
        status,
        serde_json::from_slice(&answer).unwrap_or(Value::Null),
    )
}
