ActiveRecord::Schema[8.1].define(version: 0) do
end
