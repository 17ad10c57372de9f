use actix_web::{get, web, App, HttpServer, Responder};

#[get("/health")]
async fn health() -> impl Responder {
    "ok"
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let host = std::env::var("HOST").unwrap_or("127.0.0.1".to_string());
    let port = std::env::var("PORT").ok().and_then(|p| p.parse().ok()).unwrap_or(8085);
    HttpServer::new(|| App::new().service(web::scope("/v1").service(health))).bind((host, port))?.run().await
}
