-- Names that must be quoted everywhere.
CREATE TABLE "order" ("group" INTEGER PRIMARY KEY, "select" TEXT NOT NULL, "from.where" INTEGER);
CREATE TABLE "say ""hello""" ("a ""b"" c" INTEGER PRIMARY KEY, "semi;colon" TEXT NOT NULL, "it's" TEXT, "--" TEXT);
CREATE TABLE "café.menü" ("größe" TEXT, "名前" TEXT NOT NULL UNIQUE, "🍕" INTEGER NOT NULL REFERENCES "order" ("group"));
CREATE TABLE [square brackets] ([a b] INTEGER PRIMARY KEY, `c d` TEXT CHECK (`c d` <> ''), "e%f_g" TEXT CHECK ("e%f_g" IN ('%', '_')));
CREATE TABLE "CamelCase" ("Id" INTEGER PRIMARY KEY, "FirstName" TEXT NOT NULL, "parentID" INTEGER REFERENCES camelcase (id));
