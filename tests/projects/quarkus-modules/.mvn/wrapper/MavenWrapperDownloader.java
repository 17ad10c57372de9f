class MavenWrapperDownloader { String u = System.getenv("MVNW_USERNAME"); }
