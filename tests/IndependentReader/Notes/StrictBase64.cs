namespace Garita.IndependentReader.Notes;

/// <summary>RFC 4648 section 4 with padding, no spaces, and one spelling only for each value.</summary>
public static class StrictBase64
{
    public static byte[] Decode(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int written)
            && Convert.ToBase64String(bytes, 0, written) == text
            ? bytes[..written]
            : throw new UnreadableException($"not base64: {text}");
    }
}
