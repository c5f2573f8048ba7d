using Garita.Durable;

namespace Garita.Device.Tests.Trust;

/// <summary>How a write ends when the power goes.</summary>
internal enum PowerCut
{
    Before,
    After,
    Torn,
}

/// <summary>
/// The disk with a power switch: counts what changes something and, at a chosen one, stops before it, after it, or with
/// the first half of the new content in place, as where a rename is not atomic. From then on nothing works.
/// </summary>
internal sealed class PowerCutFiles(int cutAt = int.MaxValue, PowerCut cut = PowerCut.Before) : IDurableFiles
{
    private readonly DurableFiles _disk = new();

    public int Operations { get; private set; }

    public void CreateDirectory(string path) => throw new NotSupportedException();

    public void WriteNew(string path, ReadOnlySpan<byte> content, FileSecrecy secrecy) =>
        throw new NotSupportedException();

    public void Replace(string path, ReadOnlySpan<byte> content, FileSecrecy secrecy)
    {
        Operations++;
        bool isCut = Operations == cutAt;
        if (Operations < cutAt || (isCut && cut == PowerCut.After))
        {
            _disk.Replace(path, content, secrecy);
        }
        else if (isCut && cut == PowerCut.Torn)
        {
            _disk.Replace(path, content[..(content.Length / 2)], secrecy);
        }

        if (Operations >= cutAt)
        {
            throw new DurableException(DurableFault.Failed, path, "cut");
        }
    }

    public IFileDraft BeginFile(string path, FileSecrecy secrecy) => throw new NotSupportedException();

    public IAppendFile OpenAppend(string path) => throw new NotSupportedException();

    public void Move(string source, string target) => throw new NotSupportedException();

    public void Delete(string path) => throw new NotSupportedException();

    public void DeleteTree(string path) => throw new NotSupportedException();

    public byte[] Read(string path, int limit) => _disk.Read(path, limit);
}
