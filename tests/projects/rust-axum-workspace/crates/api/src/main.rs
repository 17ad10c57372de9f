use axum::{routing::get, Router};
use clap::Parser;

#[derive(Parser)]
struct Settings {
    /// Where to listen.
    #[arg(long, env = "API_PORT", default_value_t = 4000)]
    port: u16,
    #[arg(long, env)]
    database_url: String,
    #[arg(long, env = "MAIL_FROM")]
    mail_from: Option<String>,
}

#[tokio::main]
async fn main() {
    let settings = Settings::parse();
    let level = std::env::var("LOG_LEVEL").unwrap_or_else(|_| "info".to_string());
    store::connect(&settings.database_url, &level).await;
    let listener = tokio::net::TcpListener::bind(("0.0.0.0", settings.port)).await.unwrap();
    axum::serve(listener, Router::new().nest("/internal", routes()).route("/", get(|| async { "shop" }))).await.unwrap();
}

fn routes() -> Router {
    Router::new().route("/healthz", get(|| async { "ok" }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn answers() {
        assert!("127.0.0.1:9999".parse::<std::net::SocketAddr>().is_ok());
    }
}
