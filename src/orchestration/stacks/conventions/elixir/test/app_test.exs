defmodule AppTest do
  use ExUnit.Case
end
