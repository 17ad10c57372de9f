class Thumbnail
  def self.create(source, size)
    target = "/tmp/thumbnails/#{SecureRandom.hex}.jpg"
    system("convert #{Shellwords.escape(source)} -resize #{size} #{target}")
    target
  end
end
