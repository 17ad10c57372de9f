class ProjectBoundSearch
  def initialize(user)
    @user = user
  end

  def call(words, sort)
    scope = @user.projects.where(archived: false)
    scope = scope.where("name ILIKE ?", "%#{Project.sanitize_sql_like(words)}%") if words.present?
    scope.order(sort == "name" ? :name : :created_at)
  end
end
