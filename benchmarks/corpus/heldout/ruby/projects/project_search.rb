class ProjectSearch
  def initialize(user)
    @user = user
  end

  def call(words, sort)
    scope = @user.projects.where(archived: false)
    scope = scope.where("name ILIKE '%#{words}%'") if words.present?
    scope.order(sort == "name" ? :name : :created_at)
  end
end
