class NoteTest; end
