class ThumbnailsController < ApplicationController
  def show
    image = Image.find(params[:id])
    path = Thumbnail.create(image.path, params[:size] || "200x200")
    send_file path, type: "image/jpeg", disposition: "inline"
  end
end
