class SessionsController < ApplicationController
  def create
    user = User.authenticate_by(email: params[:email], password: params[:password])
    return render(:new, status: :unauthorized) unless user

    reset_session
    session[:user_id] = user.id
    redirect_to params[:return_to].presence || root_path, allow_other_host: true
  end
end
