defmodule AppWebTest do
  use ExUnit.Case
end
