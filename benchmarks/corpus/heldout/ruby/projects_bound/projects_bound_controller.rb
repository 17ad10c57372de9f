class ProjectsBoundController < ApplicationController
  before_action :authenticate_user!

  def index
    @projects = ProjectBoundSearch.new(current_user).call(params[:q], params[:sort])
    render json: @projects
  end
end
