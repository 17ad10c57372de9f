class SmallImage
  def self.create(source, size)
    target = "/tmp/thumbnails/#{SecureRandom.hex}.jpg"
    system("convert", source, "-resize", size, target)
    target
  end
end
