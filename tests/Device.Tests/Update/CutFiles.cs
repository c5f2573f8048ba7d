using Garita.Durable;

namespace Garita.Device.Tests.Update;

/// <summary>
/// The files of the trust state in memory, on the same supply as the regions: what was replaced is durable, and a torn
/// one is left half, as where a rename is not atomic.
/// </summary>
internal sealed class CutFiles : IDurableFiles
{
    private readonly Dictionary<string, byte[]> _files = [];

    public PowerSupply? Power { get; set; }

    public void Replace(string path, ReadOnlySpan<byte> content, FileSecrecy secrecy)
    {
        bool now = Power?.IsNow() == true;
        if (now && Power!.Kind == CutKind.InputOutputError)
        {
            throw new DurableException(DurableFault.Failed, path, "input/output error");
        }

        if (!now || Power!.Kind == CutKind.After)
        {
            _files[path] = content.ToArray();
        }
        else if (Power.Kind == CutKind.Torn)
        {
            _files[path] = content[..Power.Chance.Next(content.Length + 1)].ToArray();
        }

        if (now)
        {
            throw new PowerCutException();
        }
    }

    public byte[] Read(string path, int limit) => _files.TryGetValue(path, out byte[]? content)
        ? content
        : throw new DurableException(DurableFault.Missing, path, "is not there");

    public void CreateDirectory(string path) => throw new NotSupportedException();

    public void WriteNew(string path, ReadOnlySpan<byte> content, FileSecrecy secrecy) =>
        throw new NotSupportedException();

    public IFileDraft BeginFile(string path, FileSecrecy secrecy) => throw new NotSupportedException();

    public IAppendFile OpenAppend(string path) => throw new NotSupportedException();

    public void Move(string source, string target) => throw new NotSupportedException();

    public void Delete(string path) => throw new NotSupportedException();

    public void DeleteTree(string path) => throw new NotSupportedException();
}
