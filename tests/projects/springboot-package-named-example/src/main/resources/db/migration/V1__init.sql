create table demo (id int);
