class SmallImagesController < ApplicationController
  def show
    image = Image.find(params[:id])
    path = SmallImage.create(image.path, params[:size] || "200x200")
    send_file path, type: "image/jpeg", disposition: "inline"
  end
end
