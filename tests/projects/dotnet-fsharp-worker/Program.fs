module Program
open System
let queue = Environment.GetEnvironmentVariable("QUEUE")
