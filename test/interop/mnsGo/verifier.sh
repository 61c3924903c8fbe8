# The SDK's example of checking what topics push, as it is, but for its main.
folder=$(go list -m -f '{{.Dir}}' github.com/aliyun/aliyun-mns-go-sdk)
sed 's/^func main()/func example()/; /String to sign/d; /cert-url:\\t/d' "$folder/example/http_authorization.go" > verifier.go
