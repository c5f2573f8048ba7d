using System.Buffers.Binary;

namespace Garita.IndependentReader.Log;

/// <summary>One entry of an export; where its bytes were dropped, only the hash of its leaf.</summary>
public sealed record LogEntry(byte[]? Data, byte[] LeafHash)
{
    private const int Release = 1;
    private const int WayBack = 2;
    private const int Intent = 3;
    private const int Outcome = 4;
    private const int Refusals = 5;
    private const int Note = 6;

    /// <summary>The manifest digest of a release, or null for any other entry.</summary>
    public byte[]? ReleaseDigest => Data is [Release, .. var digest] && digest.Length == 32 ? digest : null;

    /// <summary>Throws where the bytes are not one entry from the first to the last.</summary>
    public static void Check(byte[] data)
    {
        Cursor cursor = new(data);
        switch (cursor.Byte())
        {
            case Release:
                cursor.Skip(32);
                break;
            case WayBack:
                cursor.Skip(8 + 32 + 32);
                break;
            case Intent:
                cursor.Skip(8 + 16);
                cursor.Text(255);
                cursor.Text(255);
                cursor.Text(255);
                cursor.Skip(32);
                break;
            case Outcome:
                cursor.Skip(8 + 16);
                cursor.AtMost(2);
                cursor.Skip(32);
                cursor.Text(255);
                break;
            case Refusals:
                CheckRefusals(cursor);
                break;
            case Note:
                cursor.Skip(8);
                cursor.Text(255);
                cursor.Text(8192);
                break;
            default:
                throw new UnreadableException($"no entry begins with {data[0]}");
        }

        cursor.End();
    }

    private static void CheckRefusals(Cursor cursor)
    {
        cursor.Skip(8 + 4);
        for (int rows = cursor.AtMost(64); rows > 0; rows--)
        {
            cursor.Text(255);
            cursor.Text(255);
            cursor.Skip(4);
        }
    }

    private sealed class Cursor(byte[] data)
    {
        private int _at;

        public byte Byte()
        {
            Skip(1);
            return data[_at - 1];
        }

        public int AtMost(int most)
        {
            byte value = Byte();
            return value <= most ? value : throw new UnreadableException($"{value} where {most} is the most");
        }

        public void Skip(int count)
        {
            if (count > data.Length - _at)
            {
                throw new UnreadableException("an entry is cut short");
            }

            _at += count;
        }

        public void Text(int most)
        {
            Skip(2);
            int length = BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(_at - 2));
            if (length > most)
            {
                throw new UnreadableException($"a text of {length} bytes");
            }

            Skip(length);
        }

        public void End()
        {
            if (_at != data.Length)
            {
                throw new UnreadableException("bytes after an entry");
            }
        }
    }
}
