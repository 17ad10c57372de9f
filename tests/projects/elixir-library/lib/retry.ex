defmodule Retry do
end
