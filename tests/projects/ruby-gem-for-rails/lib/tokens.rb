module Tokens; end
