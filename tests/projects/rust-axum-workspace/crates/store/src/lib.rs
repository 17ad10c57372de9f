pub async fn connect(url: &str, _level: &str) {
    let pool = sqlx::PgPool::connect(url).await.unwrap();
    sqlx::migrate!("./migrations").run(&pool).await.unwrap();
    let _ = std::env::var("POOL_SIZE").ok();
}
