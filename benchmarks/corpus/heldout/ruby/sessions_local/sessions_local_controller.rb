class SessionsLocalController < ApplicationController
  def create
    user = User.authenticate_by(email: params[:email], password: params[:password])
    return render(:new, status: :unauthorized) unless user

    reset_session
    session[:user_id] = user.id
    redirect_to url_from(params[:return_to]) || root_path
  end
end
