task :measure do
  ENV["MEASURED_PATH"] = "/"
  puts ENV["MEASURE_ROUNDS"]
end
