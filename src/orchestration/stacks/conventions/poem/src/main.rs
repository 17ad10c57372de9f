use poem::{get, handler, listener::TcpListener, Route, Server};

#[handler]
fn index() -> &'static str {
    "Hello, world!"
}

#[tokio::main]
async fn main() -> Result<(), std::io::Error> {
    Server::new(TcpListener::bind("0.0.0.0:3000")).run(Route::new().at("/", get(index))).await
}
