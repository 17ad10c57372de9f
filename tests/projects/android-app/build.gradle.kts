plugins {
    id("com.android.application") version "8.13.0" apply false
    kotlin("android") version "2.2.20" apply false
}
