fn main() {
    let url = std::env::var("AMQP_URL").unwrap();
    println!("{}", url.len());
}
