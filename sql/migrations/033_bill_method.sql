-- What a bill was paid with, in words such as "Visa 4242"; empty where nobody said.
ALTER TABLE bill ADD method text NOT NULL DEFAULT '';
