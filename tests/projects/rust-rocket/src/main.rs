#[macro_use]
extern crate rocket;

#[get("/health")]
fn health() -> &'static str {
    "ok"
}

#[launch]
fn rocket() -> _ {
    let _key = std::env::var("NOTES_API_KEY").expect("NOTES_API_KEY");
    rocket::build().mount("/api", routes![health])
}
