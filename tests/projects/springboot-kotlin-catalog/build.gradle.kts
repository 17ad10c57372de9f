plugins {
    alias(libs.plugins.kotlin.jvm)
    alias(libs.plugins.boot)
}

kotlin {
    jvmToolchain(21)
}

dependencies {
    implementation(libs.web)
    implementation(libs.redis)
}
