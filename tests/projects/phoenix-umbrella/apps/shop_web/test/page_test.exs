defmodule ShopWeb.PageTest do
  use ExUnit.Case
end
